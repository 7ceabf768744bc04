/** HTML that is safe to send as it stands. */
export interface Html {
  readonly html: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Builds HTML from a template. Texts are escaped; HTML, and lists of it, go in as they are. */
export function html(
  template: TemplateStringsArray,
  ...values: readonly (string | Html | readonly Html[])[]
): Html {
  const filled = template.map((fixed, index) => {
    const value = values[index] ?? '';
    return (
      fixed +
      (typeof value === 'string'
        ? escape(value)
        : [value]
            .flat()
            .map((part) => part.html)
            .join(''))
    );
  });
  return { html: filled.join('') };
}

/** HTML that was made, and escaped, elsewhere. */
export function trusted(source: string): Html {
  return { html: source };
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
