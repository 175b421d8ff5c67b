import { expect, test } from 'vitest';
import { aWorld, storeOfFile } from './world.ts';

const store = storeOfFile();

test('a browser finds a page that says how to go on, and a sign-in page that spends nothing and runs nothing', async () => {
  const world = await aWorld(store());
  for (const url of ['/', '/sign-in']) {
    const answer = await world.app.inject({ url });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.body).toContain('npx changeguard');
    expect(answer.body).not.toMatch(/<script|<style/);
  }
  await world.close();
});
