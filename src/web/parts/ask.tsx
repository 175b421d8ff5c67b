import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Textarea,
} from '@fluentui/react-components';
import { type ReactNode, useState } from 'react';
import { useKeptFocus } from '../frame/focus-keeper.tsx';
import { useSay } from '../words/say.tsx';
import { Trouble, TroubleParts } from './trouble.tsx';

const shortestReason = 3;

/** A question that is answered by saying what will happen and why: never "are you sure", and the button names the deed. */
export function Ask({
  title,
  verb,
  needsReason = true,
  isWaiting = false,
  children,
  onDo,
  onClose,
}: {
  title: string;
  verb: string;
  needsReason?: boolean;
  /** What would happen is not known yet. */
  isWaiting?: boolean;
  children?: ReactNode;
  onDo: (because: string) => Promise<void>;
  onClose: () => void;
}) {
  const { say } = useSay();
  useKeptFocus();
  const [because, setBecause] = useState('');
  const [trouble, setTrouble] = useState<Error>();
  const [isBusy, setIsBusy] = useState(false);
  const isMissing = needsReason && because.trim().length < shortestReason;
  const act = async () => {
    setIsBusy(true);
    setTrouble(undefined);
    await onDo(because.trim())
      .then(onClose)
      .catch((error: Error) => setTrouble(error))
      .finally(() => setIsBusy(false));
  };
  return (
    <Dialog open onOpenChange={(_event, { open }) => open || onClose()}>
      <DialogSurface className="ask">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!isMissing && !isBusy && !isWaiting) void act();
          }}
        >
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className="ask-content">
              {children}
              {trouble === undefined ? null : (
                <>
                  <Trouble error={trouble} />
                  <TroubleParts error={trouble} />
                </>
              )}
              {needsReason ? (
                <Field label={say('ask.because')} hint={say('ask.because.hint')} required>
                  <Textarea value={because} onChange={(_event, { value }) => setBecause(value)} rows={2} />
                </Field>
              ) : null}
            </DialogContent>
            <DialogActions>
              <Button appearance="primary" type="submit" disabled={isMissing || isBusy || isWaiting}>
                {verb}
              </Button>
              <Button onClick={onClose}>{say('ask.leave')}</Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
