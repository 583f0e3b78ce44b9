class Kbnote < Formula
  desc "Write notes from videos, each sentence anchored to the moment it rests on"
  homepage "{repository}"
  version "{version}"
  license "MIT"

  on_macos do
    on_arm do
      url "{repository}/releases/download/{tag}/kbnote-{tag}-aarch64-apple-darwin.tar.gz"
      sha256 "{sum of aarch64-apple-darwin}"
    end
    on_intel do
      url "{repository}/releases/download/{tag}/kbnote-{tag}-x86_64-apple-darwin.tar.gz"
      sha256 "{sum of x86_64-apple-darwin}"
    end
  end

  on_linux do
    on_arm do
      url "{repository}/releases/download/{tag}/kbnote-{tag}-aarch64-unknown-linux-musl.tar.gz"
      sha256 "{sum of aarch64-unknown-linux-musl}"
    end
    on_intel do
      url "{repository}/releases/download/{tag}/kbnote-{tag}-x86_64-unknown-linux-musl.tar.gz"
      sha256 "{sum of x86_64-unknown-linux-musl}"
    end
  end

  def install
    bin.install "kbnote"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/kbnote.bash" => "kbnote"
    zsh_completion.install "completions/kbnote.zsh" => "_kbnote"
    fish_completion.install "completions/kbnote.fish"
  end

  test do
    system bin/"kbnote", "init", testpath/"vault", "--example"
    system bin/"kbnote", "--vault", testpath/"vault", "check"
  end
end
