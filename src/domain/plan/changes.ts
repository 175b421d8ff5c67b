import { canonicalJson, type Json } from '../canonical.ts';

/** A value that is another one in two documents; a missing `from` or `to` says that it is in one of them only. */
export interface Change {
  /** As a person would write it: `caps.perSite`, `gate[0].atLeast`. */
  readonly path: string;
  readonly from?: Json | undefined;
  readonly to?: Json | undefined;
}

/** Every leaf that differs. Equal values give no change, and any difference gives at least one. */
export function changesBetween(from: Json | undefined, to: Json | undefined, path = ''): readonly Change[] {
  if (from === undefined || to === undefined) return from === to ? [] : [{ path, from, to }];
  if (isList(from) && isList(to)) {
    return Array.from({ length: Math.max(from.length, to.length) }, (_, at) =>
      changesBetween(from[at], to[at], `${path}[${at}]`),
    ).flat();
  }
  if (isRecord(from) && isRecord(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return names.flatMap((name) => changesBetween(from[name], to[name], path === '' ? name : `${path}.${name}`));
  }
  return canonicalJson(from) === canonicalJson(to) ? [] : [{ path, from, to }];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isRecord(value: Json): value is { readonly [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
