// Lets a child process of a test run our TypeScript sources: `node --import <this file> child.ts`. Node 20 does not by itself.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
