package tidings.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A bill of materials in CycloneDX's JSON, limited to the parts that the tests read. */
public final class BillOfMaterials {

  private final JsonNode root;

  public BillOfMaterials(String json) {
    root = Json.read(json);
  }

  /**
   * A listed part.
   *
   * @param purl the address of the package: its type, name and version
   * @param sha256 of its file; empty if the bill does not contain it
   * @param licenses identifiers of SPDX, or names
   */
  public record Part(
      String purl, String name, String version, String sha256, List<String> licenses) {

    static Part of(JsonNode component) {
      var licenses = new ArrayList<String>();
      for (var choice : component.path("licenses")) {
        var license = choice.path("license");
        licenses.add(license.path("id").asText(license.path("name").asText()));
      }
      var group = component.path("group").asText();
      var purl = component.path("purl").asText();
      var name = component.path("name").asText();
      return new Part(
          purl,
          purl.startsWith("pkg:npm/") && !group.isEmpty() ? group + "/" + name : name,
          component.path("version").asText(),
          component.path("hashes").path(0).path("content").asText(),
          licenses);
    }
  }

  /** All parts whose address has this prefix, such as {@code pkg:npm/}. */
  public List<Part> parts(String address) {
    var parts = new ArrayList<Part>();
    for (var component : root.path("components")) {
      if (component.path("purl").asText().startsWith(address)) {
        parts.add(Part.of(component));
      }
    }
    return parts;
  }

  /** The addresses of the parts with a list of dependencies, even an empty one. */
  public List<String> dependants() {
    var found = new ArrayList<String>();
    root.path("dependencies").forEach(entry -> found.add(entry.path("ref").asText()));
    return found;
  }

  /** The addresses of what a part depends on. */
  public List<String> dependenciesOf(String purl) {
    var found = new ArrayList<String>();
    for (var entry : root.path("dependencies")) {
      if (entry.path("ref").asText().equals(purl)) {
        entry.path("dependsOn").forEach(it -> found.add(it.asText()));
      }
    }
    return found;
  }

  public JsonNode root() {
    return root;
  }
}
