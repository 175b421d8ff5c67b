import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

type Version = 'v1.0' | 'beta';

const compilers = new Map<Version, Ajv2020>();

/** Microsoft's metadata as JSON Schema (MIT, see test/support/graph). */
function validator(version: Version, name: string): ValidateFunction {
  let ajv = compilers.get(version);
  if (ajv === undefined) {
    const file = new URL(`../support/graph/${version}-identities-hunting.schema.json`, import.meta.url);
    ajv = new Ajv2020({ strict: false, allErrors: true });
    ajv.addSchema(JSON.parse(readFileSync(file, 'utf8')), version);
    compilers.set(version, ajv);
  }
  const validate = ajv.getSchema(`${version}#/$defs/${name}`);
  if (validate === undefined) throw new Error(`no schema ${version} ${name}`);
  return validate;
}

export function expectShape(version: Version, name: string, value: unknown): void {
  const validate = validator(version, name);
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}
