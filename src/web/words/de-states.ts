import type { Language } from './language.ts';

/** Microsofts Namen der Migrationszustände bleiben, wie das Portal sie schreibt. */
export const deStates: Language['states'] = {
  move: {
    queued: 'wartet',
    requested: 'angefordert',
    migrating: 'migriert',
    external: 'fremd begonnen',
    overdue: 'überfällig',
    observing: 'unter Beobachtung',
    committed: 'endgültig (nach der Uhr)',
    reverted: 'zurückgefallen',
    failed: 'fehlgeschlagen',
    rolledBack: 'zurückgenommen',
    abandoned: 'aufgegeben',
  },
  verdict: {
    pass: 'erfüllt',
    fail: 'nicht erfüllt',
    unknown: 'unbekannt',
    notApplicable: 'trifft nicht zu',
    notNeeded: 'nicht nötig',
  },
  disposition: { moves: 'zieht um', stays: 'bleibt auf v2.x', unsupported: 'nicht unterstützt' },
  campaign: {
    running: 'Läuft',
    paused: 'Angehalten',
    tripped: 'Von der Steuerung angehalten',
    stopping: 'Wird beendet',
    aborting: 'Wird abgebrochen',
    shadow: 'Schatten',
    finished: 'Abgeschlossen',
    stopped: 'Beendet',
  },
  task: { open: 'offen', done: 'erledigt', declined: 'abgelehnt', withdrawn: 'entfallen' },
  uploadToken: { valid: 'gültig', used: 'verbraucht', expired: 'abgelaufen', revoked: 'widerrufen' },
  token: { valid: 'gültig', expired: 'abgelaufen', revoked: 'widerrufen' },
  person: { active: 'aktiv', waiting: 'noch kein Passwort', disabled: 'gesperrt' },
};
