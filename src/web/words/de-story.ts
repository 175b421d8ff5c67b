import type { enStory } from './en-story.ts';

/** The same in German. */
export const deStory: Readonly<Record<keyof typeof enStory, string>> = {
  'story.attempt': 'Versuch {number}.',
  'story.queued': 'In der Warteschlange seit {at}; vom Dienst wurde noch nichts verlangt.',
  'story.requested-unanswered': 'Start verlangt am {at}; noch ohne Antwort. Ohne Start gilt er als verloren ab {by}.',
  'story.requested-accepted':
    'Start verlangt am {at}; der Dienst hat ihn angenommen, und die Migration wurde noch nicht gesehen. Ohne Start gilt er als verloren ab {by}.',
  'story.requested-in-portal':
    'Verlangt am {at}, von jemandem im Portal zu drücken; noch hat niemand gesagt, dass gedrückt ist.',
  'story.requested-pressed':
    'Start verlangt am {at}; jemand sagt, dass er im Portal gedrückt ist, und die Migration wurde noch nicht gesehen. Ohne Start gilt er als verloren ab {by}.',
  'story.requested-uncertain':
    'Start verlangt am {at}; die Antwort ging verloren, nur eine Lesung sagt, ob er ankam. Ohne Start gilt er als verloren ab {by}.',
  'story.migrating': 'Migriert seit {at}, Ende erwartet bis {by}; v2.x schützt den Server weiter.',
  'story.migrating-slow': 'Migriert seit {at}, länger als erwartet (bis {by}); v2.x schützt den Server weiter.',
  'story.external':
    'Von jemand anderem gestartet, migriert seit {at}, Ende erwartet bis {by}; v2.x schützt den Server weiter.',
  'story.external-slow':
    'Von jemand anderem gestartet, migriert seit {at}, länger als erwartet (bis {by}); v2.x schützt den Server weiter.',
  'story.reverts-by': 'Der Dienst nimmt den Umzug von selbst zurück, wenn er nicht fertig ist bis {by}.',
  'story.prerequisite-lost': 'Am {at} ging eine Voraussetzung verloren: Server untersuchen.',
  'story.overdue':
    'Überfällig seit {at}: fällig war {by}, und weder die Rückkehr zu v2.x noch v3.x wurde gesehen. Er behält seinen Platz; Server untersuchen.',
  'story.observing': 'v3.x läuft seit {at}, unter Beobachtung:',
  'story.observing-late': 'v3.x läuft seit {at} (später als die Frist), unter Beobachtung:',
  'story.rollback-until': 'kann zurückgenommen werden bis {at}, unumkehrbar nach {by}.',
  'story.rollback-over': 'eine Rücknahme ist nicht mehr versprochen seit {at}; unumkehrbar nach {by}.',
  'story.rollback-unpromised':
    'diese Ausgabe des Regelwerks verspricht keine Rücknahme; jetzt als unumkehrbar zu behandeln, und als endgültig nach {by}.',
  'story.rollback-asked': 'Am {at} wurde eine Rücknahme verlangt.',
  'story.regressed': 'Der Dienst nahm zurück, was er gesagt hatte.',
  'story.committed-proven':
    'Endgültig (durch die Uhr) am {at}, mit vollständigem Nachweis; der Server bleibt auf v3.x.',
  'story.committed-unproven':
    'Endgültig (durch die Uhr) am {at}, bevor der Nachweis vollständig war; der Server bleibt auf v3.x.',
  'story.reverted': 'Der Dienst ging am {at} zu v2.x zurück: {what}.',
  'story.failed': 'Fehlgeschlagen am {at}: {what}.',
  'story.to-acknowledge': 'Ursache beheben, den Fehlschlag zur Kenntnis nehmen, dann ist ein neuer Versuch möglich.',
  'story.acknowledged': 'Zur Kenntnis genommen; ein neuer Versuch ist möglich.',
  'story.rolled-back':
    'Am {at} wie verlangt zu v2.x zurückgenommen; der Server bleibt festgehalten, bis ihn jemand freigibt.',
  'story.rolled-back-unasked':
    'Am {at} im Portal zu v2.x zurückgenommen, ohne dass es hier verlangt war; der Server bleibt festgehalten, bis ihn jemand freigibt.',
  'story.abandoned': 'Vor dem Start herausgenommen, am {at}: {because}',
  'story.waiting': 'Wartet seit {at} {what}.',
  'story.waiting-now': 'Wartet {what}.',
  'story.other': '{what}',
};
