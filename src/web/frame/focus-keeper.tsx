import { useFocusFinders } from '@fluentui/react-components';
import { useEffect } from 'react';
import { giveKeeper } from './keeper.ts';

/** What keeps the focus inside of a dialog lives while anybody uses it; without one who stays, the page behind a closed dialog stays hidden from screen readers. */
export function FocusKeeper() {
  useFocusFinders();
  return null;
}

/** For whatever keeps the focus inside of itself: the page is given back when it closes. */
export function useKeptFocus(): void {
  useEffect(() => giveKeeper(FocusKeeper), []);
}
