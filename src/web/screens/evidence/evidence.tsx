import { Field } from '@fluentui/react-components';
import { type DragEvent, useRef, useState } from 'react';
import type { FileDiagnosis } from '../../../contract/file-diagnosis.ts';
import { call } from '../../api/call.ts';
import { newKey } from '../../api/key.ts';
import { useSession } from '../../frame/session.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { Loading, Nothing, Trouble } from '../../parts/trouble.tsx';
import { useSay } from '../../words/say.tsx';
import { FileShown } from './file-shown.tsx';

/** A file that was dropped, with what it shows as soon as it is read. */
export interface DroppedFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly said: Said;
  readonly diagnosis?: FileDiagnosis;
  readonly trouble?: Error;
}

/** What a person says of files that do not say it themselves. */
interface Said {
  readonly host?: string;
  readonly observedAt?: string;
}

/** Files of evidence: each is read and explained, and kept when a person says so. */
export function Evidence() {
  const { say } = useSay();
  const { mayOperate, me } = useSession();
  return (
    <Page title={say('evidence.title')}>
      {mayOperate ? <Files /> : <Nothing title={say('role.only-looks', { role: me.role })} />}
    </Page>
  );
}

function Files() {
  const { say } = useSay();
  const [host, setHost] = useState('');
  const [made, setMade] = useState('');
  const { files, reading, read, forget } = useFiles();
  const said: Said = {
    ...(host.trim() === '' ? {} : { host: host.trim() }),
    ...(made === '' ? {} : { observedAt: new Date(made).toISOString() }),
  };
  return (
    <>
      <Section title={say('evidence.choose')} className="form">
        <p>{say('evidence.text')}</p>
        <DropZone onFiles={(dropped) => void read(dropped, said)} />
        <div className="field-grid">
          <Field label={say('evidence.host')} hint={say('evidence.host.hint')}>
            {(control) => (
              <input {...control} className="input" value={host} onChange={({ target }) => setHost(target.value)} />
            )}
          </Field>
          <Field label={say('evidence.made')} hint={say('evidence.made.hint')}>
            {(control) => (
              <input
                {...control}
                className="input"
                type="datetime-local"
                value={made}
                onChange={({ target }) => setMade(target.value)}
              />
            )}
          </Field>
        </div>
      </Section>
      <p role="status" className={reading === undefined ? 'unseen' : 'quiet'}>
        {reading === undefined ? '' : say('evidence.reading', { name: reading })}
      </p>
      {reading === undefined ? null : <Loading rows={3} />}
      {files.length === 0 && reading === undefined ? <Nothing title={say('evidence.none')} /> : null}
      {files.map((file) =>
        file.diagnosis === undefined ? (
          <Section key={file.id} title={file.name}>
            {file.trouble === undefined ? null : <Trouble error={file.trouble} />}
          </Section>
        ) : (
          <FileShown key={file.id} file={file} diagnosis={file.diagnosis} onForget={() => forget(file.id)} />
        ),
      )}
    </>
  );
}

/** Reads one file after the other: many of them must not be in the memory of the server together. The newest stands first. */
function useFiles() {
  const [files, setFiles] = useState<readonly DroppedFile[]>([]);
  const [reading, setReading] = useState<string>();
  const turn = useRef<Promise<void>>(Promise.resolve());
  const readOne = async (file: File, said: Said) => {
    setReading(file.name);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const modifiedAt = new Date(file.lastModified).toISOString();
    const dropped = { id: newKey(), name: file.name, bytes, said };
    const query = { fileName: file.name, modifiedAt, ...said };
    const seen = await call('diagnoseFile', { query, body: bytes }).then(
      ({ body }) => ({ diagnosis: body }),
      (error: Error) => ({ trouble: error }),
    );
    setFiles((before) => [{ ...dropped, ...seen }, ...before]);
    setReading(undefined);
  };
  const read = (dropped: readonly File[], said: Said) => {
    for (const file of dropped) turn.current = turn.current.then(() => readOne(file, said));
    return turn.current;
  };
  return {
    files,
    reading,
    read,
    forget: (id: string) => setFiles((before) => before.filter((file) => file.id !== id)),
  };
}

/** A place to drop files, and a control of the browser's own inside of it for keys and for whoever cannot drag. */
function DropZone({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const { say } = useSay();
  const [isOver, setIsOver] = useState(false);
  const over = (event: DragEvent, isOn: boolean) => {
    event.preventDefault();
    setIsOver(isOn);
  };
  return (
    <label
      className={`drop ${isOver ? 'drop-over' : ''}`}
      onDragOver={(event) => over(event, true)}
      onDragLeave={(event) => over(event, false)}
      onDrop={(event) => {
        over(event, false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      <Icon name="evidence" size={20} />
      <span>{say('evidence.drop')}</span>
      <input
        type="file"
        multiple
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file may be chosen again.
          target.value = '';
        }}
      />
    </label>
  );
}
