import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { useSay } from '../words/say.tsx';

/** A page: its one heading, which gets the focus when somebody comes here from another page, and the title of the window. */
export function Page({
  title,
  isName = false,
  count,
  actions,
  children,
}: {
  title: string;
  /** The title is what somebody called a thing, in no language of ours. */
  isName?: boolean;
  count?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { say } = useSay();
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname, key } = useLocation();
  useEffect(() => {
    document.title = `${title} · ${say('product')}`;
  }, [title, say]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves when the page changes, not when its heading does.
  useEffect(() => {
    // The first page of a visit keeps the focus where the browser puts it, so that the skip link comes first.
    if (key !== 'default') heading.current?.focus();
  }, [pathname]);
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1} translate={isName ? 'no' : 'yes'}>
          {title}
          {count === undefined ? null : <span className="page-count">{count}</span>}
        </h1>
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}
