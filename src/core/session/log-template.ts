/** Puts values into the message templates of loggers that leave that to whoever reads their records. */
import { valueText } from '../wire/value-text.ts';

type Names = Readonly<Record<string, unknown>>;

const own = (values: unknown, name: string): unknown =>
  typeof values === 'object' && values !== null && Object.hasOwn(values, name) ? (values as Names)[name] : undefined;

/**
 * `Payment %s failed` with `[17]`, as Python's logging and Node's util.format do; `%(order)s` takes values by name. Values that
 * no placeholder takes follow after a blank each where `rest` is true. A placeholder without a value stays as it is.
 */
export function formatPercent(template: string, values: unknown, rest = false): string {
  const list: readonly unknown[] = Array.isArray(values) ? values : [];
  let next = 0;
  const text = template.replace(/%(?:\((\w{1,100})\))?[-+ 0#]?\d{0,3}(?:\.\d{1,2})?([sdifrxjoOeg%])/g, (whole, name: string | undefined, kind: string) => {
    if (kind === '%') return '%';
    const value = name === undefined ? list[next++] : own(values, name);
    return value === undefined ? whole : valueText(value);
  });
  return rest ? [text, ...list.slice(next).map((value) => valueText(value))].join(' ') : text;
}

/** `Order {Order} paid` of Serilog and .NET with the properties of its record, https://messagetemplates.org. */
export function formatNamed(template: string, values: Names): string {
  return template.replace(/\{\{|\}\}|\{[@$]?(\w{1,100})[^{}]{0,40}\}/g, (whole, name: string | undefined) => {
    if (name === undefined) return whole[0]!;
    const value = own(values, name);
    return value === undefined ? whole : valueText(value);
  });
}
