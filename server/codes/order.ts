/** Orders texts as people count: "2" before "10", "01-002" before "01-010"; case does not matter. Compare the results by code point. */
export function naturalOrder(key: string): string {
  const sortable = key.replace(/\d+/g, (digits) => {
    const number = digits.replace(/^0+(?=\d)/, '');
    // A number sorts by its length first; all of them keep the place of the digit "0" among other characters.
    return `0${String(number.length).padStart(3, '0')}${number}`;
  });
  // The key itself makes it unique: "1" and "01" count alike.
  return `${sortable}\u0001${key}`;
}

/** Parents before children, whatever their codes are. */
export function queueOrder(level: number, order: string): string {
  return `${level}${order}`;
}
