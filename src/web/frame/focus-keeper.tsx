import { useFocusFinders } from '@fluentui/react-components';

/** What keeps the focus inside of a dialog lives while anybody uses it; without one who stays, the page behind a closed dialog stays hidden from screen readers. */
export function FocusKeeper() {
  useFocusFinders();
  return null;
}
