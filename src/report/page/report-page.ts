import type { ReportDocument } from '../document.ts';

export function reportPage(document: ReportDocument): string {
  return `<!doctype html><title>${document.tenant}</title>`;
}
