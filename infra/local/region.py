"""Which region a deployment is in: London, unless somebody says otherwise by
a flag. What a profile or the environment happens to say is not enough: personal
data would leave the country without anybody having meant it."""

LONDON = "eu-west-2"


class AnotherRegion(Exception):
    """The environment names another region, and no flag does."""


def region(environment, asked=None):
    """The region that was asked for by a flag, or London."""
    said = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    if asked:
        return asked
    if said and said != LONDON:
        raise AnotherRegion(
            f"The environment says {said}. A portal keeps its data in {LONDON}; "
            f"give --region {said} if you mean it."
        )
    return LONDON


def environment_for(environment, where):
    """The environment of every command and client: that region by both of its
    names, because the command line of AWS reads one and its SDKs the other, and
    no emulator's address."""
    ours = {name: value for name, value in environment.items() if not name.startswith("AWS_ENDPOINT_URL")}
    return ours | {"AWS_REGION": where, "AWS_DEFAULT_REGION": where}
