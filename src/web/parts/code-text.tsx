import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import { ScrollX } from './scroll-x.tsx';

/** Lines for a program, as they are: they scroll by keys where they are long, and can be taken along. */
export function CodeText({
  label,
  text,
  copy,
  beside,
}: {
  label: string;
  text: string;
  /** What the button says. */
  copy: string;
  beside?: ReactNode;
}) {
  return (
    <div className="code-text">
      <p>
        <CopyButton text={text} label={copy} />
        {beside}
      </p>
      <ScrollX label={label}>
        <pre translate="no">{text}</pre>
      </ScrollX>
    </div>
  );
}
