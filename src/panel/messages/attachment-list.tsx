import { useEffect, useMemo, useState } from 'preact/hooks';
import { formatBytes } from '../../core/words/format.ts';
import { fileExtension, imageType } from './image-type.ts';
import { bytesOf } from '../../core/entries/packet-content.ts';
import { Button } from '../../views/components/button.tsx';
import { HexDump } from './hex-dump.tsx';
import { say } from '../../core/words/say.ts';

/** The binary data that came with a packet: each as hex, as a picture where it is one, and to save. */
export function AttachmentList({ attachments, name }: { attachments: readonly string[]; name: string }) {
  if (attachments.length === 0) return null;
  return (
    <section>
      <h3 class="muted">{say('messages_detail_attachments')}</h3>
      <ol class="attachments">
        {attachments.map((base64, index) => (
          <Attachment key={index} base64={base64} place={index + 1} name={name} />
        ))}
      </ol>
    </section>
  );
}

function Attachment({ base64, place, name }: { base64: string; place: number; name: string }) {
  const bytes = useMemo(() => bytesOf(base64), [base64]);
  const type = imageType(bytes);
  const save = () => {
    const url = URL.createObjectURL(new Blob([bytes], { type: type ?? 'application/octet-stream' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${name.replace(/[^\w-]+/g, '_').slice(0, 60)}-${place}.${fileExtension(type)}`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <li class="attachment">
      <p class="attachment-head">
        <span>{say('messages_detail_attachment', { place, size: formatBytes(bytes.length) })}</span>
        <Button look="quiet" icon="save" onPress={save}>
          {say('messages_detail_save')}
        </Button>
      </p>
      {type === null ? null : <Picture bytes={bytes} type={type} label={say('messages_detail_image', { place })} />}
      <HexDump bytes={bytes} />
    </li>
  );
}

/** An image by its bytes, which the page's policy lets no network deliver. */
function Picture({ bytes, type, label }: { bytes: Uint8Array<ArrayBuffer>; type: string; label: string }) {
  const [url, setUrl] = useState<string | null>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    setBroken(false);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  if (broken) return <p class="muted">{say('messages_detail_noImage')}</p>;
  return url === null ? null : <img class="attachment-image" src={url} alt={label} onError={() => setBroken(true)} />;
}
