import { useEffect, useRef, useState } from 'react';
import type { PlanDraft } from '../../../contract/plans.ts';
import { call } from '../../api/call.ts';
import { machineNow } from '../../clock.ts';
import type { PlanForm } from './form.ts';
import { requestOf } from './request.ts';

/** How long somebody must have stopped typing. */
const restMs = 700;

/** `typing`: the form cannot be read yet. `asked`: the answer to the form as it is has not come. */
export type Ahead =
  | { readonly kind: 'typing' }
  | { readonly kind: 'asked'; readonly before: PlanDraft | undefined }
  | { readonly kind: 'told'; readonly draft: PlanDraft }
  | { readonly kind: 'refused'; readonly error: Error };

/** Asks by itself what a plan of the form would do, whenever the form rests; it keeps nothing, and marks no field. */
export function useForecast(form: PlanForm): Ahead {
  const [ahead, setAhead] = useState<Ahead>({ kind: 'asked', before: undefined });
  const pause = useRef(restMs);
  useEffect(() => {
    const reading = requestOf(form);
    if (!reading.ok) {
      setAhead({ kind: 'typing' });
      return;
    }
    setAhead((now) => ({
      kind: 'asked',
      before: now.kind === 'told' ? now.draft : now.kind === 'asked' ? now.before : undefined,
    }));
    const end = new AbortController();
    const timer = setTimeout(() => {
      const begunAt = machineNow();
      // A large estate takes its time to plan: it is asked the less often the longer that takes.
      const rest = () => {
        pause.current = Math.max(restMs, 2 * (machineNow() - begunAt));
      };
      call('draftPlan', { body: reading.request, signal: end.signal }).then(
        ({ body }) => {
          rest();
          setAhead({ kind: 'told', draft: body });
        },
        (error: Error) => {
          if (end.signal.aborted) return;
          rest();
          setAhead({ kind: 'refused', error });
        },
      );
    }, pause.current);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [form]);
  return ahead;
}
