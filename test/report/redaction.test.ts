import { expect, test } from 'vitest';
import { privateTexts, redactor, wordsIn } from '../../src/report/redaction.ts';

const names = { servers: ['BER-DC1', 'ber-dc1.bank.example'], domains: ['bank.example'], sites: ['Berlin'] };
const redact = redactor(names);

test.each<[string, string, string]>([
  ['a short name, in any case', 'ber-dc1 and BER-DC1', 'server-1 and server-1'],
  ['a full name as one', 'at ber-dc1.bank.example.', 'at server-2.'],
  ['a domain by itself', 'of bank.example', 'of domain-1'],
  ['a name inside a longer word stays', 'BER-DC10 XBER-DC1', 'BER-DC10 XBER-DC1'],
  ['an account id', 'S-1-5-21-1004336348-1177238915-682003330-512', '[account id]'],
  ['mail', 'ask anna.b@bank.example now', 'ask [mail] now'],
  ['an address of the network', 'from 10.1.2.3 and fe80:0:0:0:1:2:3:4', 'from [address] and [address]'],
  ['a version is no address', 'sensor 2.254.19112.470', 'sensor 2.254.19112.470'],
  ['a directory name', 'ends in "CN=contoso-DC01-CA, DC=corp, DC=contoso, DC=com".', 'ends in "[directory name]".'],
  [
    'a public root',
    'CN=DigiCert Global Root G2, OU=www.digicert.com, O=DigiCert Inc, C=US',
    'CN=DigiCert Global Root G2, OU=www.digicert.com, O=DigiCert Inc, C=US',
  ],
  ['a share', 'on \\\\files\\anna\\x.log there', 'on [path] there'],
])('%s', (_name, text, expected) => {
  expect(redact(text)).toBe(expected);
});

test('every member of a document is looked into, and what people wrote by hand goes whole', () => {
  const document = {
    name: 'BER-DC1',
    facts: [
      { key: 'host.fqdn', value: 'ber-dc1.bank.example' },
      { key: 'mdi.description', value: 'rack 7, ask Anna' },
      { key: 'device.id', value: '1e5bc9d7e413ddd7902c2932e418702b84d0cc07' },
      { key: 'activity.events1h', value: 7 },
      { key: 'mdi.v3.version', value: '3.0.8.1' },
    ],
    more: { sites: ['Berlin', null, true], sensorVersion: '3.0.8.1' },
  };
  expect(redact(document)).toEqual({
    name: 'server-1',
    facts: [
      { key: 'host.fqdn', value: 'server-2' },
      { key: 'mdi.description', value: '[private]' },
      { key: 'device.id', value: '1e5bc9d7e413ddd7902c2932e418702b84d0cc07' },
      { key: 'activity.events1h', value: 7 },
      { key: 'mdi.v3.version', value: '3.0.8.1' },
    ],
    more: { sites: ['site-1', null, true], sensorVersion: '3.0.8.1' },
  });
});

test('without names to hide, the patterns still hold', () => {
  const bare = redactor({ servers: [''], domains: [''], sites: [''] });
  expect(bare('10.0.0.1 at BER')).toBe('[address] at BER');
});

test('S3-12 a root of its own and a value that contradicts a private one go whole, in facts and in the sentences that tell them', () => {
  const facts = [
    {
      key: 'tls.rootIssuer',
      value: 'CN=contoso-DC01-CA',
      conflict: { why: 'newer', others: [{ value: 'CN=Old Root of FS07', source: 'host-facts' }] },
    },
    { key: 'service.Sense', value: 'running' },
  ];
  const texts = privateTexts(facts);
  expect(texts).toEqual(['CN=contoso-DC01-CA', 'CN=Old Root of FS07']);
  expect(redactor({ ...names, texts })({ facts, proof: 'The chain ends in "CN=contoso-DC01-CA".' })).toEqual({
    facts: [
      {
        key: 'tls.rootIssuer',
        value: '[private]',
        conflict: { why: 'newer', others: [{ value: '[private]', source: 'host-facts' }] },
      },
      { key: 'service.Sense', value: 'running' },
    ],
    proof: 'The chain ends in "[private]".',
  });
});

test('every word and every run of its labels is a name that may have to go; a word without end has no runs', () => {
  expect([...wordsIn(['at DC02.bank.example: "FS07"'])].sort()).toEqual([
    'at',
    'bank',
    'bank.example',
    'dc02',
    'dc02.bank',
    'dc02.bank.example',
    'example',
    'fs07',
  ]);
  expect(wordsIn(['a.'.repeat(5_000)])).toHaveLength(1);
});
