package tidings.platform.identity;

import static tidings.platform.security.RefusedException.invalidToken;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.event.Pattern;
import tidings.platform.security.Grants;
import tidings.platform.security.PublishGrant;
import tidings.platform.security.RefusedException;
import tidings.platform.security.TokenCheck;

/** Reads the claims {@code tidings} and {@code sid} of a token. Pure functions. */
final class GrantsClaim {

  static final String NAME = "tidings";
  private static final String PUBLISH = "publish";
  private static final String TOPICS = "topics";
  private static final String TYPES = "types";

  private GrantsClaim() {}

  /**
   * @throws RefusedException if one of them cannot be read
   */
  static Grants in(Map<String, @Nullable Object> claims) {
    var sessions = new HashSet<String>();
    var sid = claims.get("sid");
    if (sid != null) {
      sessions.add(requireText(sid));
    }
    return switch (claims.get(NAME)) {
      case null -> new Grants(List.of(), List.of(), sessions);
      case Map<?, ?> claim -> {
        sessions.addAll(texts(claim, "sessions"));
        var subscribe = patterns(claim, "subscribe", Pattern::ofTopic);
        yield new Grants(subscribe, publishGrants(claim), sessions);
      }
      default -> throw rejection("must be an object");
    };
  }

  private static List<PublishGrant> publishGrants(Map<?, ?> claim) {
    var grants = new ArrayList<PublishGrant>();
    array(claim, PUBLISH).forEach(one -> grants.add(publishGrant(one)));
    return grants;
  }

  /**
   * A topic pattern, or an object that names types and topics. An unknown member may narrow the
   * grant, so it is not ignored.
   */
  private static PublishGrant publishGrant(@Nullable Object one) {
    if (!(one instanceof Map<?, ?> grant)) {
      return PublishGrant.of(pattern(PUBLISH, requireText(one), Pattern::ofTopic));
    }
    if (!Set.of(TOPICS, TYPES).containsAll(grant.keySet())) {
      throw rejection(PUBLISH + " has an object with members other than 'topics' and 'types'");
    }
    var topics = patterns(grant, TOPICS, Pattern::ofTopic);
    return grant.containsKey(TYPES)
        ? new PublishGrant(topics, patterns(grant, TYPES, Pattern::ofType))
        : PublishGrant.of(topics);
  }

  private static List<Pattern> patterns(
      Map<?, ?> claim, String member, Function<String, Pattern> parse) {
    return texts(claim, member).stream().map(text -> pattern(member, text, parse)).toList();
  }

  private static Pattern pattern(String member, String text, Function<String, Pattern> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw rejection(member + ": " + e.getMessage());
    }
  }

  private static List<String> texts(Map<?, ?> claim, String member) {
    var texts = new ArrayList<String>();
    array(claim, member).forEach(one -> texts.add(requireText(one)));
    return texts;
  }

  private static Collection<?> array(Map<?, ?> claim, String member) {
    if (!claim.containsKey(member)) {
      return List.of();
    }
    if (!(claim.get(member) instanceof Collection<?> many)) {
      throw rejection(member + " must be an array");
    }
    return many;
  }

  private static String requireText(@Nullable Object value) {
    if (value instanceof String text) {
      Callers.requireAddressable("a text in the claims 'sid' and 'tidings'", text);
      return text;
    }
    throw invalidToken(
        TokenCheck.CLAIMS,
        "the token's claims 'sid' and 'tidings' must hold strings and arrays of strings");
  }

  private static RefusedException rejection(String why) {
    return invalidToken(TokenCheck.CLAIMS, "the token's claim 'tidings': " + why);
  }
}
