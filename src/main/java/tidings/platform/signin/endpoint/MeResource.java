package tidings.platform.signin.endpoint;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tidings.platform.http.authentication.RequestAuthenticator;
import tidings.platform.http.authentication.SessionCookie;
import tidings.platform.policy.GrantSyntax;
import tidings.platform.security.Caller;
import tidings.platform.security.RefusedException;
import tidings.platform.signin.ConfiguredSignIn;

/** {@code GET /auth/me}: who the caller is, and where a browser signs in and out. */
@Path("me")
@Singleton
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class MeResource {

  private final RequestAuthenticator authenticator;
  private final ConfiguredSignIn configured;
  private final Served served;

  @Inject
  public MeResource(
      RequestAuthenticator authenticator, ConfiguredSignIn configured, Served served) {
    this.authenticator = authenticator;
    this.configured = configured;
    this.served = served;
  }

  /**
   * The features of this node, by which a page chooses what to show.
   *
   * @param features {@code push}, {@code runs}
   */
  public record Served(List<String> features) {
    public Served {
      features = List.copyOf(features);
    }
  }

  /**
   * The caller, whatever authenticated it. A browser that is not signed in gets the address to sign
   * in at, and whether its session may only have to be refreshed.
   *
   * @throws RefusedException if the request has a bearer token that is not valid
   */
  @GET
  public Map<String, Object> me(
      @Context HttpServletRequest request, @Context HttpServletResponse response) {
    var view = new LinkedHashMap<String, Object>();
    try {
      addCaller(view, authenticator.caller(request, response), response);
    } catch (RefusedException e) {
      if (e.reason() != RefusedException.Reason.UNAUTHENTICATED
          || request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
        throw e;
      }
      view.put("expired", hasSession(request));
    }
    configured
        .signIn()
        .map(signIn -> Site.authPath(request, signIn.publicUrl()))
        .ifPresent(
            auth -> {
              view.put("signInUrl", auth + "/login");
              view.put("signOutUrl", auth + "/logout");
            });
    view.put("features", served.features());
    return view;
  }

  private boolean hasSession(HttpServletRequest request) {
    return configured
        .signIn()
        .flatMap(signIn -> SessionCookie.session(request).flatMap(signIn::session))
        .isPresent();
  }

  private static void addCaller(
      Map<String, Object> view, Caller caller, HttpServletResponse response) {
    view.put("user", caller.user());
    var name = caller.name();
    if (name != null) {
      view.put("name", name);
    }
    view.put("groups", caller.groups().stream().sorted().toList());
    view.put("roles", caller.roles().stream().sorted().toList());
    view.put("grants", grants(caller));
    view.put("expires", caller.expires().toString());
    if (response.getHeader("Tidings-Groups") != null) {
      view.put("groupsOmitted", true);
    }
  }

  private static Map<String, Object> grants(Caller caller) {
    var grants = caller.grants();
    return Map.of(
        "subscribe", grants.subscribe().stream().flatMap(GrantSyntax::shortest).toList(),
        "publish", grants.publish().stream().map(GrantSyntax::format).toList(),
        "sessions", grants.sessions().stream().sorted().toList());
  }
}
