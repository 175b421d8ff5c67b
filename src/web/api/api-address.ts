/** Where the API is, on the server that the portal comes from. */
export const apiBase = '/api/v1';
