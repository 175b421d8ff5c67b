import type { ProblemWords } from './language.ts';

/** Was an einer Datei mit Belegen falsch sein kann. */
export const deEvidenceProblems = {
  'file-unrecognised': {
    title: 'Die Datei ist von keiner Art, die wir lesen',
    remedy:
      'Eine der Dateien geben, die docs/reference/evidence.md aufführt; die Einzelheit sagt, wonach gesucht wurde.',
  },
  'reader-too-slow': {
    title: 'Das Lesen der Datei dauerte zu lange und wurde aufgegeben',
    remedy:
      'Die Datei neu kopieren oder ausgeben; ist sie in Ordnung, sie teilen und uns sagen, welche Art Datei es ist.',
  },
  'reader-failed': {
    title: 'Das Lesen der Datei brach ab',
    remedy:
      'Die Datei neu kopieren oder ausgeben; ist sie in Ordnung, sie teilen und uns sagen, welche Art Datei es ist.',
  },
  'file-damaged': {
    title: 'Ein Teil der Datei ist beschädigt',
    remedy: 'Die Datei neu kopieren oder ausgeben; was in Ordnung war, ist gelesen.',
  },
  'archive-broken': {
    title: 'Das Archiv ist nicht zu lesen',
    remedy: 'Das Archiv neu kopieren, oder den ausgepackten Ordner neu packen.',
  },
  'archive-member-refused': {
    title: 'Eine Datei aus dem Archiv wurde zurückgewiesen',
    remedy: 'Das Archiv mit dem Werkzeug selbst neu machen; in einem guten ist so etwas nicht.',
  },
  'archive-member-skipped': {
    title: 'In eine Datei aus dem Archiv wurde nicht hineingesehen',
    remedy: 'Nichts; oder die Datei für sich geben, wenn es auf sie ankommt.',
  },
  'member-missing': {
    title: 'Dem Archiv fehlt eine Datei, die darin sein sollte',
    remedy: 'Das Werkzeug als Administrator noch einmal ausführen und enden lassen.',
  },
  'tool-failed': {
    title: 'Das Werkzeug, das die Datei machte, konnte nicht nachsehen',
    remedy: 'Es auf dem Host selbst als Administrator noch einmal ausführen; die Einzelheit hat seinen eigenen Code.',
  },
  'xml-refused': {
    title: 'Das XML ist nicht wohlgeformt oder enthält, was nicht erlaubt ist',
    remedy: 'Es neu ausgeben; Dokumenttypen und Entitäten werden nie gelesen.',
  },
  'text-unread': {
    title: 'Ein Teil des Textes wurde nicht verstanden',
    remedy: 'Nichts; die Zeile ansehen, wenn eine Tatsache fehlt.',
  },
  'value-unknown': {
    title: 'Ein Wort ist nicht bekannt; es ist aufbewahrt und entscheidet nichts',
    remedy: 'Nichts; uns das Wort sagen, wenn es darauf ankommt.',
  },
  'evidence-contradictory': {
    title: 'Die Datei widerspricht sich',
    remedy:
      'Das Werkzeug noch einmal ausführen; bleibt es so, den einzelnen Zeilen glauben und nicht der Zusammenfassung.',
  },
  'evidence-incomplete': {
    title: 'An dem Beleg fehlt etwas',
    remedy: 'Ihn ganz ausgeben, ohne Filter; was ohne den fehlenden Teil nicht zu sagen ist, blieb weg.',
  },
  'evidence-stale': {
    title: 'Der Beleg ist älter als das, was seither geschah',
    remedy: 'Ihn neu erheben.',
  },
  'host-unnamed': {
    title: 'Die Datei sagt nicht, von welchem Host sie ist',
    remedy: 'Ihn mit --host NAME nennen.',
  },
  'host-mismatch': {
    title: 'Der Beleg ist von einem anderen Host',
    remedy: 'Ihn auf dem richtigen Host erheben, oder für den Host einlesen, den er nennt.',
  },
  'time-ambiguous': {
    title: 'Die Zeit in der Datei kann man auf mehr als eine Art lesen',
    remedy: 'Mit --observed-at die Zeit des Laufs angeben; bis dahin gilt die früheste Lesart.',
  },
  'file-too-large': {
    title: 'Die Datei ist zu groß',
    remedy: 'Sie teilen; die Grenze steht in der Einzelheit.',
  },
  'row-invalid': {
    title: 'Eine Zeile war nicht zu lesen',
    remedy: 'Die Zeile berichtigen, die die Einzelheit nennt, und noch einmal einlesen.',
  },
  'column-missing': {
    title: 'Eine Spalte fehlt, an der der Host zu erkennen ist',
    remedy: 'Die Spalte mit --map nennen, oder die Liste mit ihr noch einmal ausgeben.',
  },
  'column-unknown': {
    title: 'Eine Spalte wurde nicht genutzt',
    remedy: 'Nichts; oder sie mit --map zuordnen, wenn sie eine bekannte Tatsache enthält.',
  },
  'collector-problem': {
    title: 'Der Sammler konnte etwas nicht herausfinden',
    remedy:
      'Ihn als Administrator oder root noch einmal ausführen, oder die Tatsache anders beschaffen; was im Dokument fehlt, bleibt unbekannt.',
  },
  'fact-unknown': {
    title: 'Eine Tatsache ist von einer Art, die wir nicht kennen; sie ist aufbewahrt und entscheidet nichts',
    remedy: 'Nichts.',
  },
  'fact-invalid': {
    title: 'Eine Tatsache hat einen Wert von falscher Form',
    remedy: 'Sie mit einem Sammler von heute neu erheben.',
  },
  'time-missing': {
    title: 'Die Datei sagt nicht, wann sie gemacht wurde',
    remedy: 'Mit --observed-at die Zeit der Ausgabe angeben, nach RFC 3339 mit Zone.',
  },
  'host-ambiguous': {
    title: 'Die Zeile passt auf mehrere Hosts',
    remedy: 'In der Datei den vollständigen Namen (FQDN) verwenden.',
  },
} as const satisfies Readonly<Record<string, ProblemWords>>;
