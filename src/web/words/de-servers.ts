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
  'chip.whose': 'Betrifft',
  'timeline.form': 'Form des Verlaufs',
  'timeline.full': 'Ausführlich',
  'timeline.compact': 'Knapp',
  'timeline.json': 'JSON',
  'timeline.none': 'Noch geschah nichts mit ihm.',
  'timeline.of-server': 'Außerhalb der Versuche',
  'timeline.by': 'Von {actor}',
  'timeline.json.from':
    '{count, plural, one {Wie die API es sagt, das Neueste zuerst. Hier wird sie gefragt:} other {Wie die API es sagt, das Neueste zuerst. Hier wird sie gefragt, nach dem Server und nach jedem Versuch für sich:}}',
  'timeline.json.label': 'Verlauf als JSON',
  'timeline.json.copy': 'Das JSON kopieren',
  'timeline.cut':
    'Vom Server und von jedem Versuch {count, plural, one {ist hier der neueste Eintrag} other {sind hier die neuesten # Einträge}} gelesen; ältere stehen im Protokoll.',
  'copy.said': 'In die Zwischenablage kopiert.',
  'copy.refused': 'Der Browser lässt es nicht kopieren: Wählen Sie den Text aus und kopieren Sie ihn selbst.',
};
