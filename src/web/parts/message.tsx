import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** A message across the page, of our own make: it has to be there when nothing more can be loaded. */
export function Message({
  tone,
  role,
  title,
  action,
  children,
}: {
  tone: 'warn' | 'bad';
  role: 'alert' | 'status';
  title: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={`message message-${tone}`} role={role}>
      <Icon name={tone === 'bad' ? 'cross' : 'warn'} />
      <p>
        <strong>{title}</strong> {children}
      </p>
      {action}
    </div>
  );
}
