import {
  FluentProvider,
  type Theme,
  teamsHighContrastTheme,
  webDarkTheme,
  webLightTheme,
} from '@fluentui/react-components';
import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react';
import { LiveProvider } from '../live/live.tsx';
import { Loading, Trouble } from '../parts/trouble.tsx';
import { TimesProvider } from '../time/times.tsx';
import type { Language } from '../words/language.ts';
import { type LanguageTag, languageTags, loadLanguage } from '../words/languages.ts';
import { LanguageProvider } from '../words/say.tsx';
import {
  ChoicesContext,
  type KeyChoice,
  type ThemeChoice,
  type TimeChoice,
  useChoice,
  useShownTheme,
} from './choices.ts';
import { Frame } from './frame.tsx';
import { useIdle } from './idle.ts';
import { useKeeper } from './keeper.ts';
import { Screens } from './screens.tsx';
import { SessionProvider, useDoor } from './session.tsx';

const themes: Readonly<Record<'light' | 'dark' | 'contrast', Theme>> = {
  light: webLightTheme,
  dark: webDarkTheme,
  contrast: teamsHighContrastTheme,
};

/** The choices of a person for this browser, as the bar on top changes them. */
export interface Choices {
  readonly theme: readonly [ThemeChoice, (value: ThemeChoice) => void];
  readonly time: readonly [TimeChoice, (value: TimeChoice) => void];
  /** Whether a single sign is a key (WCAG 2.1.4). */
  readonly keys: readonly [KeyChoice, (value: KeyChoice) => void];
  readonly language: readonly [LanguageTag, (value: LanguageTag) => void];
}

const TimeTip = addition(async () => (await import('../time/time-tip.tsx')).TimeTip);
const SignIn = lazy(async () => ({ default: (await import('../screens/sign-in/sign-in.tsx')).SignIn }));

/** What makes a page better and comes after it: where the server has gone away meanwhile, the page is good without it. */
function addition(load: () => Promise<ComponentType>) {
  return lazy(async () => ({ default: await load().catch(() => () => null) }));
}

/** @param language the one that is remembered, which is there already */
export function Portal({ language: first }: { language: Language }) {
  const choices: Choices = {
    theme: useChoice<ThemeChoice>('theme', ['system', 'light', 'dark', 'contrast']),
    time: useChoice<TimeChoice>('time', ['local', 'utc', 'site', 'relative']),
    keys: useChoice<KeyChoice>('keys', ['on', 'off']),
    language: useChoice<LanguageTag>('language', languageTags as readonly [LanguageTag, ...LanguageTag[]]),
  };
  const shown = useShownTheme(choices.theme[0]);
  const language = useLanguage(choices.language[0], first);
  const Keeper = useKeeper();
  return (
    <FluentProvider theme={themes[shown]} className="portal" applyStylesToPortals>
      {Keeper === undefined ? null : <Keeper />}
      <LanguageProvider language={language}>
        <Suspense fallback={<Loading />}>
          <Inside choices={choices} />
        </Suspense>
      </LanguageProvider>
    </FluentProvider>
  );
}

/** The language that is spoken; the one before stays until the next is there. */
function useLanguage(tag: LanguageTag, first: Language): Language {
  const [language, setLanguage] = useState(first);
  useEffect(() => {
    let isWanted = true;
    const speak = (next: Language) => {
      if (!isWanted) return;
      document.documentElement.lang = next.tag === 'pseudo' ? 'en' : next.tag;
      setLanguage(next);
    };
    // The one that is remembered is there already: the same words in another object would draw everything once more.
    if (tag === first.tag) speak(first);
    else void loadLanguage(tag).then(speak);
    return () => {
      isWanted = false;
    };
  }, [tag, first]);
  return language;
}

function Inside({ choices }: { choices: Choices }) {
  const door = useDoor();
  const isIdle = useIdle();
  if (door.kind === 'asking') return <Loading />;
  if (door.kind === 'trouble') return <Trouble error={door.error} onRetry={() => location.reload()} />;
  if (door.kind === 'closed') return <SignIn why={door.why} />;
  return (
    <SessionProvider>
      {(session) =>
        session === undefined ? (
          <Loading />
        ) : (
          <LiveProvider key={session.tenant?.id ?? 'none'}>
            <TimesProvider choice={choices.time[0]}>
              <Frame choices={choices}>
                <ChoicesContext.Provider value={choices}>
                  <Screens />
                </ChoicesContext.Provider>
              </Frame>
              {isIdle ? (
                <Suspense>
                  <TimeTip />
                </Suspense>
              ) : null}
            </TimesProvider>
          </LiveProvider>
        )
      }
    </SessionProvider>
  );
}
