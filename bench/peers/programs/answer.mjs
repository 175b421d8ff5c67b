/**
 * Does what the parent asks, one thing after the other, and says when each is done. Ends when the parent is gone, however it went.
 *
 * @param {(message: Record<string, unknown>) => Promise<void>} work
 * @param {unknown} [ready] what the parent is told at the start
 */
export async function answer(work, ready = null) {
  const gone = new Promise((resolve) => process.once('disconnect', resolve));
  let last = Promise.resolve();
  process.on('message', (message) => {
    last = last
      .then(() => work(message))
      .then(
        () => process.send({ isDone: true }),
        (error) => process.send({ isDone: false, why: String(error?.stack ?? error) }),
      );
  });
  process.send({ isDone: true, ready });
  await gone;
}
