import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { useSay } from '../words/say.tsx';

/** A command to be run elsewhere, which can be taken along. */
export function Command({ text }: { text: string }) {
  const { say } = useSay();
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setIsCopied(true);
  };
  return (
    <span className="command">
      <code>{text}</code>
      <Button size="small" appearance="subtle" onClick={() => void copy().catch(() => setIsCopied(false))}>
        {isCopied ? say('command.copied') : say('command.copy')}
      </Button>
    </span>
  );
}
