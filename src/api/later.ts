import type { FastifyInstance } from 'fastify';

/**
 * Runs what an answer must not wait for, because its time would tell something. Nothing is left behind when the server closes; what fails is told,
 * and nobody is there any more who could be answered.
 */
export function createLater(app: FastifyInstance): (work: () => Promise<void>) => void {
  const open = new Set<Promise<void>>();
  app.addHook('onClose', async () => void (await Promise.all(open)));
  return (work) => {
    const done = work()
      .catch((error: unknown) => app.log.error({ err: error }, 'What followed a request failed.'))
      .finally(() => open.delete(done));
    open.add(done);
  };
}
