package com.example.orders;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tidings.api.Published;

/** Counts the events of each type. */
@ApplicationScoped
public class Ledger {

  private final Map<String, Integer> seen = new ConcurrentHashMap<>();

  void on(@Observes Published published) {
    seen.merge(published.event().type(), 1, Integer::sum);
  }

  /** How many events of each type there were. */
  public Map<String, Integer> seen() {
    return new TreeMap<>(seen);
  }
}
