import type { enWatches } from './en-watches.ts';

/** The same in German. */
export const deWatches: Readonly<Record<keyof typeof enWatches, string>> = {
  'watches.title': 'Überwachung',
  'watches.none': 'Hier wurde kein v3.x eines Versuchs gesehen: Überwacht werden nur die Listen des Dienstes.',
  'watches.runs': 'v3.x läuft seit',
  'watches.between': 'gesehen zwischen',
  'watches.and': 'und',
  'watches.protects': 'Es schützt seit',
  'watches.unprotected': 'Dass es schützt, wurde noch nicht gesehen.',
  'watches.over':
    'Die Beobachtung ist vorbei: Nichts nimmt den Server mehr zurück. Nachweise werden beurteilt, bis sie vollständig sind.',
  'watches.until': 'Die Beobachtung geht bis',
  'watches.watch': 'Überwachung',
  'watches.says': 'Sagte zuletzt',
  'watches.since': 'Seit',
  'watches.seen': 'Zuletzt gesehen',
  'watches.list': 'Liste der Sensoren',
  'watches.issues': 'Integritätsprobleme',
  'watches.open': '{count, plural, =0 {keine offen} one {# offen} other {# offen}}',
  'watches.unread': 'Sie sind gerade nicht zu lesen:',
  'watches.never': 'nie',
  'watches.before': 'vor dem Wechsel',
  'watches.judged': 'beurteilt',
  'watches.only-old': 'nur v2.x meldet es',
  'watches.only-new': 'nur v3.x meldet es',
  'watches.uncompared': 'Was vor dem Wechsel offen war, ist nicht bekannt: Es gibt nichts zu vergleichen.',
  'watches.ended':
    '{count, plural, one {Beendete Überwachung: # Art, die nur v2.x meldete} other {Beendete Überwachungen: # Arten, die nur v2.x meldete}}',
  'watches.ending':
    '{count, plural, one {Endet mit v2.x: # Art, die v3.x nicht meldet} other {Enden mit v2.x: # Arten, die v3.x nicht meldet}}',
  'watches.ended.why': 'Weniger davon ist keine Verbesserung: Niemand überwacht sie auf diesem Server mehr.',
  'watches.begun': 'Erst seit v3.x überwacht: {kinds}',
  'watches.back': 'Was ihn auf v2.x zurücknähme',
  'watches.back.none': 'Nichts: Er wird nicht beobachtet.',
  'watches.back.asked': 'Es ist schon verlangt, seit',
  'watches.back.person': 'Jemand verlangt es: „Zurücknehmen“, oder „Abbrechen“ der Kampagne. Zugesagt bis',
  'watches.back.plan':
    '{count, plural, =0 {Ein verlangter Nachweis gilt nicht mehr, und niemand entscheidet: Der Plan verlangt es ab} one {# verlangter Nachweis gilt nicht, und niemand entscheidet: Der Plan verlangt es ab} other {# verlangte Nachweise gelten nicht, und niemand entscheidet: Der Plan verlangt es ab}}',
  'watches.back.elsewhere':
    'Zwei Lesungen zeigen wieder v2.x: Der Dienst nahm ihn zurück, oder jemand tat es im Portal. Jederzeit.',
};
