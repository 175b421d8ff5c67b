/*
  Fluent takes its icons from a package of 300 MB. This one stands in its place and holds what Fluent's parts ask for by name, drawn as
  strokes of our own; a name that is missing stops the build.
*/
import { createElement } from 'react';

const draw = (path) => (props) => {
  const { primaryFill: _fill, filled: _filled, fontSize: _size, ...rest } = props;
  const attributes = { width: '1em', height: '1em', viewBox: '0 0 20 20', fill: 'none', stroke: 'currentColor' };
  const stroke = { strokeWidth: 1.6, strokeLinecap: 'round', strokeLinejoin: 'round', 'aria-hidden': true };
  return createElement('svg', { ...attributes, ...stroke, ...rest }, createElement('path', { d: path }));
};

/** Fluent pairs an outline with a filled drawing; ours is one. */
export const bundleIcon = (_filled, regular) => regular;
export const iconFilledClassName = 'fui-icon-filled';
export const iconRegularClassName = 'fui-icon-regular';
/** Arrows of ours are turned by the style sheet, so nothing has to be handed down. */
export const IconDirectionContextProvider = ({ children }) => children;

export const ArrowDownRegular = draw('M10 3v13m-5-5 5 5 5-5');
export const ArrowUpRegular = draw('M10 17V4M5 9l5-5 5 5');
export const Checkmark12Filled = draw('m4 10.5 4 4 8-9');
export const Checkmark16Filled = Checkmark12Filled;
export const CheckmarkFilled = Checkmark12Filled;
export const CheckmarkCircle12Filled = draw('M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16M6.5 10.5l2.5 2.5 4.5-5.5');
export const CheckmarkCircleFilled = CheckmarkCircle12Filled;
export const ChevronDown16Regular = draw('m4 7 6 6 6-6');
export const ChevronDown20Regular = ChevronDown16Regular;
export const ChevronDownRegular = ChevronDown16Regular;
export const ChevronLeftFilled = draw('m13 4-6 6 6 6');
export const ChevronLeftRegular = ChevronLeftFilled;
export const ChevronRight12Regular = draw('m7 4 6 6-6 6');
export const ChevronRightFilled = ChevronRight12Regular;
export const ChevronRightRegular = ChevronRight12Regular;
export const ChevronUp16Regular = draw('m4 13 6-6 6 6');
export const CircleFilled = draw('M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12');
export const DiamondDismiss12Filled = draw('M10 2 18 10l-8 8-8-8zM7.5 7.5l5 5m0-5-5 5');
export const DiamondDismissFilled = DiamondDismiss12Filled;
export const Dismiss12Regular = draw('m4 4 12 12M16 4 4 16');
export const Dismiss20Regular = Dismiss12Regular;
export const DismissFilled = Dismiss12Regular;
export const DismissRegular = Dismiss12Regular;
export const DismissCircleFilled = draw('M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16M7 7l6 6m0-6-6 6');
export const Info12Filled = draw('M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16m0 7v5m0-8v.5');
export const Info12Regular = Info12Filled;
export const Info16Filled = Info12Filled;
export const Info16Regular = Info12Filled;
export const Info20Filled = Info12Filled;
export const Info20Regular = Info12Filled;
export const InfoFilled = Info12Filled;
export const Lightbulb16Regular = draw('M7 15h6m-5 2h4M10 2a5 5 0 0 0-3 9v4h6v-4a5 5 0 0 0-3-9');
export const MoreHorizontalFilled = draw('M4 10h.5m5 0h.5m5 0h.5');
export const MoreHorizontalRegular = MoreHorizontalFilled;
export const Navigation20Filled = draw('M3 5h14M3 10h14M3 15h14');
export const PauseCircleRegular = draw('M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16M8 7v6m4-6v6');
export const PersonRegular = draw('M10 3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M4 17c0-6 12-6 12 0');
export const Pin20Regular = draw('m12 3 5 5-4 1-2 5-5-5 5-2zM8 12l-5 5');
export const PlayCircleRegular = draw('M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16M8 7l5 3-5 3z');
export const ProhibitedFilled = draw('M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16M4.5 4.5l11 11');
export const SearchRegular = draw('M9 3a6 6 0 1 0 0 12A6 6 0 0 0 9 3m4.5 10.5L18 18');
export const Square12Filled = draw('M5 5h10v10H5z');
export const Square16Filled = Square12Filled;
export const StarFilled = draw('m10 2 2.4 5.2 5.6.6-4.2 3.8 1.2 5.6-5-2.9-5 2.9 1.2-5.6L2 7.8l5.6-.6z');
export const StarRegular = StarFilled;
export const Warning12Filled = draw('M10 2 18 17H2zM10 8v4m0 2v.5');
export const WarningFilled = Warning12Filled;

// Asked for by a part that shows whether people are at their desks, which no screen of ours has.
export {
  CircleFilled as PresenceAvailable10Filled,
  CircleFilled as PresenceAvailable10Regular,
  CircleFilled as PresenceAvailable12Filled,
  CircleFilled as PresenceAvailable12Regular,
  CircleFilled as PresenceAvailable16Filled,
  CircleFilled as PresenceAvailable16Regular,
  CircleFilled as PresenceAvailable20Filled,
  CircleFilled as PresenceAvailable20Regular,
  CircleFilled as PresenceAway10Filled,
  CircleFilled as PresenceAway10Regular,
  CircleFilled as PresenceAway12Filled,
  CircleFilled as PresenceAway12Regular,
  CircleFilled as PresenceAway16Filled,
  CircleFilled as PresenceAway16Regular,
  CircleFilled as PresenceAway20Filled,
  CircleFilled as PresenceAway20Regular,
  CircleFilled as PresenceBlocked10Regular,
  CircleFilled as PresenceBlocked12Regular,
  CircleFilled as PresenceBlocked16Regular,
  CircleFilled as PresenceBlocked20Regular,
  CircleFilled as PresenceBusy10Filled,
  CircleFilled as PresenceBusy12Filled,
  CircleFilled as PresenceBusy16Filled,
  CircleFilled as PresenceBusy20Filled,
  CircleFilled as PresenceDnd10Filled,
  CircleFilled as PresenceDnd10Regular,
  CircleFilled as PresenceDnd12Filled,
  CircleFilled as PresenceDnd12Regular,
  CircleFilled as PresenceDnd16Filled,
  CircleFilled as PresenceDnd16Regular,
  CircleFilled as PresenceDnd20Filled,
  CircleFilled as PresenceDnd20Regular,
  CircleFilled as PresenceOffline10Regular,
  CircleFilled as PresenceOffline12Regular,
  CircleFilled as PresenceOffline16Regular,
  CircleFilled as PresenceOffline20Regular,
  CircleFilled as PresenceOof10Regular,
  CircleFilled as PresenceOof12Regular,
  CircleFilled as PresenceOof16Regular,
  CircleFilled as PresenceOof20Regular,
  CircleFilled as PresenceUnknown10Regular,
  CircleFilled as PresenceUnknown12Regular,
  CircleFilled as PresenceUnknown16Regular,
  CircleFilled as PresenceUnknown20Regular,
};
