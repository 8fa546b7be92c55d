/** A JSON text as the object or list that it holds; null of any other text. Pure. */
export function parsedObject(json: string): object | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
