import { Told } from '../words/say.tsx';

/** Why a campaign is held: the engine's reason in the language of the page, a person's as it was written, in whatever language that is. */
export function HeldBecause({ of }: { of: { readonly by: string; readonly because: string } }) {
  if (of.by === 'engine') return <Told>{of.because}</Told>;
  return (
    <span translate="no" dir="auto">
      {of.because}
    </span>
  );
}
