import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { useSay } from '../words/say.tsx';

type Outcome = 'copied' | 'refused';

/** Takes a text along, and says beside the button, aloud as well, whether that came about: a browser may refuse it. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { say } = useSay();
  const [outcome, setOutcome] = useState<Outcome>();
  const copy = async () => {
    // Said anew each time: a text that stands there already is not read out again.
    setOutcome(undefined);
    setOutcome(await written(text));
  };
  return (
    <>
      <Button size="small" appearance="subtle" onClick={() => void copy()}>
        {label}
      </Button>
      <span role="status" className="copied">
        {outcome === undefined ? '' : say(outcome === 'copied' ? 'copy.said' : 'copy.refused')}
      </span>
    </>
  );
}

async function written(text: string): Promise<Outcome> {
  try {
    await navigator.clipboard.writeText(text);
    return 'copied';
  } catch {
    // Without the permission, or on a page that is not secure, there is no clipboard; the person is told so.
    return 'refused';
  }
}
