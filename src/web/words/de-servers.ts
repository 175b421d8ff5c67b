import type { enServers } from './en-servers.ts';

/** The same in German. */
export const deServers: Readonly<Record<keyof typeof enServers, string>> = {
  'view.label': 'Ansichten',
  'view.all': 'Alle',
  'view.mine': 'Meine',
  'view.needs-you': 'Braucht Sie',
  'view.ready': 'Bereit',
  'view.not-ready': 'Nicht bereit',
  'view.moving': 'Unterwegs',
  'view.observing': 'Unter Beobachtung',
  'view.failed': 'Gescheitert oder zurück',
  'view.done': 'Aktuell',
  'view.stays': 'Bleiben auf v2.x',
  'columns.label': 'Gezeigte Spalten',
  'columns.shown': 'Spalten ({shown} von {all})',
  'columns.all': 'Alle Spalten zeigen',
  'column.wave': 'Welle',
  'column.next': 'Als Nächstes',
  'column.commit': 'Endgültig in',
  'column.proof': 'Nachweis',
  'column.roles': 'Rollen',
  'columns.usual': 'Die üblichen Spalten zeigen',
  'proof.held': '{held} von {required}',
  'chip.whose': 'Betrifft',
};
