import { useSay } from '../words/say.tsx';
import { CopyButton } from './copy-button.tsx';

/** A command to be run elsewhere, which can be taken along. */
export function Command({ text }: { text: string }) {
  const { say } = useSay();
  return (
    <span className="command">
      <code>{text}</code>
      <CopyButton text={text} label={say('command.copy')} />
    </span>
  );
}
