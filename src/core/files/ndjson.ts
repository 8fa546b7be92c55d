/** The format of a recording as a file: one JSON text a line. It is described in docs/recording-format.md. */
import * as v from 'valibot';

export const FORMAT = 'holdfast-recording';
/** Rises when a reader of the former version would misunderstand a file. New kinds and fields need no new version. */
export const FORMAT_VERSION = 1;

/** The first line. */
export const headerSchema = v.object({
  format: v.literal(FORMAT),
  version: v.pipe(v.number(), v.integer()),
  createdAt: v.string(),
  creator: v.object({ name: v.string(), version: v.string() }),
  redacted: v.boolean(),
  recordings: v.array(v.object({ source: v.string(), name: v.string(), url: v.string() })),
});
export type Header = v.InferOutput<typeof headerSchema>;

/** The last line, which tells that nothing is missing. */
export const footerSchema = v.object({
  end: v.literal(true),
  entries: v.number(),
  redacted: v.record(v.string(), v.number()),
});
export type Footer = v.InferOutput<typeof footerSchema>;
