package com.example.orders;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import tidings.api.Published;

/** A typical observer: its mail server is slow for some mails, and refuses others. */
@ApplicationScoped
public class Mailer {

  private static final Duration SLOW = Duration.ofSeconds(5);

  void on(@Observes Published published) throws InterruptedException {
    switch (published.event().type()) {
      case "order.slow" -> Thread.sleep(SLOW);
      case "order.refused" -> throw new IllegalStateException("the mail server refuses the mail");
      default -> {}
    }
  }
}
