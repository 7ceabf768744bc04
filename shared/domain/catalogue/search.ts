import type { CatalogueEntry } from '../catalogue.ts';

const LEVEL = /\b(?:level|l)\s*(\d)\b/gu;

/**
 * The lines in which every word is found: in the title, the code or the awarding organisation. "Level 3" finds that
 * level alone, and not codes with a 3 in them. Case does not matter; without words, every line is found.
 */
export function searchCatalogue(
  catalogue: readonly CatalogueEntry[],
  words: string,
): readonly CatalogueEntry[] {
  const asked = words.toLowerCase();
  const levels = [...asked.matchAll(LEVEL)].map(([, level]) => Number(level));
  const others = asked.replaceAll(LEVEL, ' ').split(/\s+/u).filter(Boolean);
  return catalogue.filter((entry) => {
    const text = `${entry.code} ${entry.title} ${entry.awardingOrganisation ?? ''} level ${entry.level ?? ''}`;
    const lower = text.toLowerCase();
    // A title may name its level where the list does not, so a level in the words of the title is as good.
    const titled = (level: number): boolean => entry.title.toLowerCase().includes(`level ${level}`);
    return (
      others.every((word) => lower.includes(word)) &&
      levels.every((level) => entry.level === level || (entry.level === undefined && titled(level)))
    );
  });
}
