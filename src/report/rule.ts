import type { Requirement, Rulebook } from '../contract/rulebook.ts';
import type { RulesInForce } from '../domain/journey.ts';
import type { RuleInWords } from '../domain/rulebook.ts';
import type { CheckCatalogue } from './check-catalogue.ts';

/** What is demanded, with every page that it rests on and the day somebody read it there. */
export function requirementShape({ rule, title, value, basis, sources, note }: RuleInWords): Requirement {
  return {
    ...{ rule, title, value, basis, note: note ?? null },
    pages: sources.map(({ title: name, page, datedOn, copied, seenOn }) => ({
      title: name,
      url: page,
      datedOn: datedOn ?? null,
      copied: copied === undefined ? null : { ...copied },
      seenOn,
    })),
  };
}

/** Every rule that is in force in a tenant, and what the edition says where the tenant chose otherwise. */
export function rulebookShape(rules: RulesInForce, catalogue: CheckCatalogue): Rulebook {
  return {
    edition: rules.edition,
    rules: catalogue.rules(rules).map((rule) => ({
      ...requirementShape(rule),
      instead: rule.edition && requirementShape(rule.edition),
    })),
  };
}
