/** Maps and sets of so many members at the most: what was put in first makes room. Pure. */

export class RecentMap<K, V> extends Map<K, V> {
  constructor(private readonly most: number) {
    super();
  }

  override set(key: K, value: V): this {
    super.set(key, value);
    if (this.size > this.most) this.delete(this.keys().next().value!);
    return this;
  }
}

export class RecentSet<T> extends Set<T> {
  constructor(private readonly most: number) {
    super();
  }

  override add(value: T): this {
    super.add(value);
    if (this.size > this.most) this.delete(this.values().next().value!);
    return this;
  }
}
