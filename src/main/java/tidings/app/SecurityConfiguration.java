package tidings.app;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.configuration.ByteSize;
import tidings.app.configuration.TimeSpan;
import tidings.app.configuration.Trimmed;
import tidings.platform.http.TrustedProxies;
import tidings.platform.http.authentication.AuthenticationFilter.SsoCookie;
import tidings.platform.http.authentication.TrustedOrigins;
import tidings.platform.http.page.HstsSettings;
import tidings.platform.http.page.SecurityText;
import tidings.platform.security.AuditSettings;

/** Reads whom the server trusts, what it audits and what it publishes about its security. */
public class SecurityConfiguration {

  /** Reads all when the application starts; the package says why. */
  void read(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Startup startup,
      AuditSettings audit,
      HstsSettings hsts,
      SecurityText.Settings securityText,
      SsoCookie cookie,
      TrustedOrigins origins,
      TrustedProxies proxies) {}

  @Produces
  @Singleton
  AuditSettings.Files auditFiles(
      @ConfigProperty(name = "tidings.audit.file") Optional<String> file,
      @ConfigProperty(name = "tidings.audit.activity-file") Optional<String> activityFile,
      @ConfigProperty(name = "tidings.audit.file-bytes") ByteSize fileBytes,
      @ConfigProperty(name = "tidings.audit.files") int files) {
    return new AuditSettings.Files(
        Trimmed.text(file).map(Path::of).orElse(null),
        Trimmed.text(activityFile).map(Path::of).orElse(null),
        fileBytes.bytes(),
        files);
  }

  @Produces
  @Singleton
  AuditSettings audit(
      AuditSettings.Files files,
      @ConfigProperty(name = "tidings.audit.topic") Optional<String> topic,
      @ConfigProperty(name = "tidings.audit.refusals-per-minute-per-caller") int refusalsPerCaller,
      @ConfigProperty(name = "tidings.audit.refusals-per-minute") int refusals,
      @ConfigProperty(name = "tidings.audit.publishes") boolean publishes,
      @ConfigProperty(name = "tidings.audit.tool-calls") boolean toolCalls) {
    return new AuditSettings(
        files,
        Trimmed.text(topic).orElse(null),
        new AuditSettings.Refusals(refusalsPerCaller, refusals),
        publishes,
        toolCalls);
  }

  @Produces
  @Singleton
  HstsSettings hsts(@ConfigProperty(name = "tidings.tls.hsts-max-age") TimeSpan maxAge) {
    return new HstsSettings(maxAge.length());
  }

  @Produces
  @Singleton
  SecurityText.Settings securityText(
      @ConfigProperty(name = "tidings.security.contacts") Optional<List<String>> contacts,
      @ConfigProperty(name = "tidings.security.policies") Optional<List<String>> policies) {
    return new SecurityText.Settings(Trimmed.list(contacts), Trimmed.list(policies));
  }

  @Produces
  @Singleton
  SsoCookie cookie(@ConfigProperty(name = "tidings.identity.cookie") String name) {
    return new SsoCookie(name.strip());
  }

  @Produces
  @Singleton
  TrustedOrigins origins(
      @ConfigProperty(name = "tidings.cors.origins") Optional<List<String>> origins) {
    return new TrustedOrigins(new HashSet<>(Trimmed.list(origins)));
  }

  @Produces
  @Singleton
  TrustedProxies proxies(
      @ConfigProperty(name = "tidings.trusted-proxies") Optional<List<String>> proxies) {
    return TrustedProxies.of(Trimmed.list(proxies));
  }
}
