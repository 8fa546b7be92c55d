import * as v from 'valibot';

/** A JSON object of `values`. To valibot's record by itself, a list would be one too. */
export const jsonObject = <S extends v.GenericSchema>(values: S, message: () => string, keys: v.GenericSchema<string> = v.string()) =>
  v.pipe(
    v.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), message),
    v.record(keys, values, message),
  );
