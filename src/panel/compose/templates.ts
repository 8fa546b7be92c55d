/**
 * What stands for something else until a message is sent: `{{counter}}`, `{{now}}` and `{{uuid}}`. In text, and inside the
 * strings of JSON, they become text; as a bare value of JSON they become one, so that what was JSON stays JSON. Pure.
 */
import type { Parsed } from '../../core/settings/profile.ts';
import { findJsonError, parseJsonBox } from '../../views/json-text.ts';

export interface TemplateValues {
  /** How many messages were sent, this one included. */
  readonly counter: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** A new one for every place. */
  readonly uuid: () => string;
}

type TemplateName = keyof TemplateValues;

const TEMPLATE = /\{\{[ \t]*(counter|now|uuid)[ \t]*\}\}/g;

function textOf(name: TemplateName, values: TemplateValues): string {
  return name === 'uuid' ? values.uuid() : String(values[name]);
}

/** The text with every template replaced. */
export function expandText(text: string, values: TemplateValues): string {
  return text.replaceAll(TEMPLATE, (_whole, name: TemplateName) => textOf(name, values));
}

/** The same for JSON; what is not JSON stays so. */
export function expandJson(text: string, values: TemplateValues): string {
  return replaceInJson(text, (_whole, name, inString) => {
    const value = textOf(name, values);
    return inString || name !== 'uuid' ? value : JSON.stringify(value);
  });
}

/** Parses the JSON that a text with templates stands for. Places in errors are places in what was typed. */
export function parseJsonTemplate(text: string, values: TemplateValues, field: string, name: string): Parsed<unknown> {
  // Values as long as their templates keep every other character where it is.
  const typed = replaceInJson(text, (whole, template, inString) => (inString ? whole : (template === 'uuid' ? '""' : '0').padEnd(whole.length)));
  return parseJsonBox(findJsonError(typed) === null ? expandJson(text, values) : typed, field, name);
}

/** Strings, closed or not, before which a template is bare. */
const STRING_OR_TEMPLATE = /"(?:[^"\\]|\\[^])*(?:"|$)|\{\{[ \t]*(counter|now|uuid)[ \t]*\}\}/g;

function replaceInJson(text: string, replacement: (whole: string, name: TemplateName, inString: boolean) => string): string {
  return text.replaceAll(STRING_OR_TEMPLATE, (whole, bare: TemplateName | undefined) =>
    bare === undefined
      ? whole.replaceAll(TEMPLATE, (inner, name: TemplateName) => replacement(inner, name, true))
      : replacement(whole, bare, false),
  );
}
