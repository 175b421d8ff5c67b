export const defaultPort = 8787;

/** Where a server is that was started without a word about it. */
export const defaultServer = `http://127.0.0.1:${defaultPort}`;
