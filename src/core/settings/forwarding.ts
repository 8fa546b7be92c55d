/** Forwarding to an OpenTelemetry collector: a profile's choice of one, and what a view is told about how it goes. */
import * as v from 'valibot';
import { headersSchema } from './request-headers.ts';
import { say } from '../words/say.ts';

const collectorUrl = v.nullable(
  v.pipe(
    v.string(() => say('errors_collector')),
    v.trim(),
    v.maxLength(2048, () => say('errors_collector')),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const refuse = (message: string) => {
        addIssue({ message });
        return NEVER;
      };
      const url = URL.canParse(dataset.value) ? new URL(dataset.value) : null;
      if (url === null || !/^https?:$/.test(url.protocol)) {
        return refuse(say('errors_collector'));
      }
      if (url.username !== '' || url.password !== '') return refuse(say('errors_collectorCredentials'));
      if (url.search !== '' || url.hash !== '') return refuse(say('errors_collectorQuery'));
      // The address of one of its signals stands for the collector, so that it can be pasted as it is.
      return url.href.replace(/(\/v1\/(logs|metrics|traces))?\/*$/, '');
    }),
  ),
);

export const forwardingSchema = v.object({
  /** The base address of an OTLP/HTTP collector, without `/v1/logs`; null for no forwarding. */
  url: collectorUrl,
  /** The `service.name` of whatever is forwarded; null for the profile's name. */
  serviceName: v.nullable(v.pipe(v.string(() => say('errors_serviceName')), v.trim(), v.maxLength(200, () => say('errors_serviceName')))),
  headers: headersSchema,
  /** Whether access to the collector's host is asked for. A collector that allows other origins by CORS headers needs none. */
  access: v.boolean(),
});

export type Forwarding = v.InferOutput<typeof forwardingSchema>;

export const NOT_FORWARDED: Forwarding = { url: null, serviceName: null, headers: {}, access: false };

/** The access that a profile's forwarding needs of the user. */
export function collectorAccess({ url, access }: Forwarding): string[] {
  if (url === null || !access) return [];
  const { protocol, hostname } = new URL(url);
  return [`${protocol}//${hostname}/*`];
}

/** How forwarding goes. Counts are of log records, and start over when the background does. */
export interface ForwardingView {
  readonly url: string;
  readonly sent: number;
  readonly waiting: number;
  /** Records that made room for newer ones, and those that the collector refused. */
  readonly dropped: number;
  /** Whether the collector does not take anything at present, and is tried again and again. */
  readonly failing: boolean;
  /** What went wrong last, and when. */
  readonly problem: { readonly at: number; readonly message: string } | null;
}
