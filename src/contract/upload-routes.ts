import { z } from 'zod';
import { route } from './route.ts';
import { evidenceResult } from './servers.ts';
import { uploadQuery, uploadToken, uploadTokenRequest } from './uploads.ts';
import { page } from './words.ts';

const upload = {
  path: '/uploads',
  summary: 'Bring the file of one host with an upload token; the same file again gets the same answer',
  role: 'upload',
  effect: true,
  query: uploadQuery,
  body: 'bytes',
  response: evidenceResult,
} as const;

export const uploadRoutes = {
  listUploadTokens: route({
    method: 'GET',
    path: '/upload-tokens',
    summary: 'Upload tokens, without their secrets; the newest first',
    role: 'operator',
    response: page(uploadToken),
  }),
  makeUploadToken: route({
    method: 'POST',
    path: '/upload-tokens',
    summary: 'A token for one file of one host; its secret is shown once',
    role: 'operator',
    effect: true,
    body: uploadTokenRequest,
    response: uploadToken.extend({ secret: z.string() }),
  }),
  revokeUploadToken: route({
    method: 'DELETE',
    path: '/upload-tokens/{id}',
    summary: 'Revoke an upload token',
    role: 'operator',
  }),
  // Some tools put a file, others post it.
  postUpload: route({ method: 'POST', ...upload }),
  putUpload: route({ method: 'PUT', ...upload }),
} as const;
