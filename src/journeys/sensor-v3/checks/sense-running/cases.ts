import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  {
    name: 'S3-02 a running service passes',
    facts: { 'service.Sense': 'running' },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-02 a stopped service fails',
    facts: { 'service.Sense': 'stopped' },
    expect: { verdict: 'fail', reason: 'sense-not-running' },
  },
  {
    name: 'a service that is still starting is not running',
    facts: { 'service.Sense': 'startPending' },
    expect: { verdict: 'fail', reason: 'sense-not-running' },
  },
  {
    name: 'a disabled service fails',
    facts: { 'service.Sense': 'disabled' },
    expect: { verdict: 'fail', reason: 'sense-not-running' },
  },
  {
    name: 'an absent service fails',
    facts: { 'service.Sense': 'absent' },
    expect: { verdict: 'fail', reason: 'sense-not-running', says: ['absent'] },
  },
  {
    name: 'a state that is none is unknown',
    facts: { 'service.Sense': 'RUNNING?' },
    expect: { verdict: 'unknown', reason: 'sense-unknown' },
  },
  {
    name: 'a state seen two days ago is unknown',
    stale: { 'service.Sense': 'running' },
    expect: { verdict: 'unknown', reason: 'sense-unknown', says: ['too old'] },
  },
  { name: 'a missing state is unknown', expect: { verdict: 'unknown', reason: 'sense-unknown' } },
  {
    name: 'S3-02 both spellings of the page are named, Sense and MsSense',
    facts: { 'service.Sense': 'stopped' },
    expect: { verdict: 'fail', reason: 'sense-not-running', says: ['Sense service', 'MsSense'] },
  },
];
