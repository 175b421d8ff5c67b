import { createDOMRenderer, RendererProvider } from '@fluentui/react-components';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { pages } from '../contract/pages.ts';
import { createAnswers } from './api/answers.ts';
import { firstRows } from './frame/first-rows.ts';
import { whenIdle } from './frame/idle.ts';
import { Portal } from './frame/portal.tsx';
import type { Language } from './words/language.ts';

// The style sheets that Fluent makes carry the nonce of this answer; without it the content security policy drops them.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } });
const root = document.getElementById('portal');
if (root === null) throw new Error('The page has no place for the portal.');
const place = createRoot(root);

/** Draws the portal, in a language that is there already. */
export async function start(language: Language): Promise<void> {
  const answers = createAnswers();
  if (location.pathname === pages.servers) await firstRows(answers);
  place.render(
    <StrictMode>
      <RendererProvider renderer={renderer}>
        <QueryClientProvider client={answers}>
          <BrowserRouter>
            <Portal language={language} />
          </BrowserRouter>
        </QueryClientProvider>
      </RendererProvider>
    </StrictMode>,
  );
  // What a press of a button opens comes while nobody waits for it, and is there when the server is away.
  whenIdle(() => void Promise.all(later.map((load) => load())).catch(() => undefined));
}

const later: readonly (() => Promise<unknown>)[] = [
  () => import('./frame/focus-keeper.tsx'),
  () => import('./frame/choice-menu.tsx'),
  () => import('./parts/all-reasons.tsx'),
  () => import('./screens/servers/chip-panel.tsx'),
  () => import('./screens/servers/selection-bar.tsx'),
];
