import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { whenIdle } from '../frame/idle.ts';
import { EventLine } from '../parts/event-line.tsx';
import { useSay } from '../words/say.tsx';
import { follow, type LogEntry } from './event-stream.ts';

interface Live {
  readonly state: 'connecting' | 'live' | 'lost' | 'part';
  /** What was announced last, for the page and for whoever has it read aloud. */
  readonly news: News;
}

interface News {
  readonly text: ReactNode;
  /** Which one it is: the same words twice are announced twice. */
  readonly number: number;
}

const Live = createContext<Live>({ state: 'connecting', news: { text: '', number: 0 } });

/** Events come in bursts: one look, and one announcement, answers for all of them. */
const batchMs = 800;

/** How often what is shown is read again where no event says when. */
const againMs = 30_000;

/** Follows the log: what changed is read again, and told politely. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const answers = useQueryClient();
  const { say } = useSay();
  const [state, setState] = useState<Live['state']>('connecting');
  const [news, setNews] = useState<News>({ text: '', number: 0 });
  useEffect(() => {
    const end = new AbortController();
    let wasLive = false;
    let waiting: LogEntry[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readAgain = () => answers.invalidateQueries(isLoose);
    const tell = () => {
      timer = undefined;
      const told = waiting.filter((entry) => entry.kind !== 'reading-changed');
      const [only] = told;
      waiting = [];
      void readAgain();
      if (only === undefined) return;
      const text = told.length === 1 ? <EventLine entry={only} /> : say('live.changes', { count: told.length });
      setNews(({ number }) => ({ text, number: number + 1 }));
    };
    void follow(
      {
        onEntries: (entries) => {
          waiting.push(...entries);
          timer ??= setTimeout(tell, batchMs);
        },
        onState: (next) => {
          setState(next);
          if (next !== 'live') return;
          // What was shown while nobody listened is read again: at once after a break, and on arrival when the first picture is done, which is some tenths of a second old then.
          if (wasLive) void readAgain();
          else whenIdle(() => !end.signal.aborted && void readAgain());
          wasLive = true;
        },
      },
      end.signal,
    );
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, [answers, say]);
  useEffect(() => {
    if (state !== 'part') return;
    const timer = setInterval(() => void answers.invalidateQueries(isLoose), againMs);
    return () => clearInterval(timer);
  }, [state, answers]);
  const live = useMemo(() => ({ state, news }), [state, news]);
  return <Live.Provider value={live}>{children}</Live.Provider>;
}

/** Answers that no event changes, or that are made only when a person asks. */
const fixed: ReadonlySet<string> = new Set(['whoAmI', 'listTenants', 'verifyLog']);
const isLoose = {
  predicate: ({ queryKey }: { readonly queryKey: readonly unknown[] }) => !fixed.has(String(queryKey[0])),
};

export function useLive(): Live {
  return useContext(Live);
}
